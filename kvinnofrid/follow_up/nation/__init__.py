"""A made-up nation, for demo and load: who lives where, their help, their answers, as rows."""
