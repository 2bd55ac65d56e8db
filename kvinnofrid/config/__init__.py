"""Where the domains are put together: settings, addresses, menu and commands."""
