"""How the database is asked, whatever is asked for."""
