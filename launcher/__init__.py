"""The launcher behind `./kv`: standard library only, it runs before anything is installed."""
