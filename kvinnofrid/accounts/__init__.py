"""Users, units, memberships and sign-in; turns what the database knows into the policy's values."""
