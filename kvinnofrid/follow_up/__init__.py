"""Follow-up of each client before, during and after help: clients, episodes, waves."""
