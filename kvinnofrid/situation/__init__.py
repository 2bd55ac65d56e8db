"""The picture of the situation: what releases say of a municipality, a county and the nation."""
