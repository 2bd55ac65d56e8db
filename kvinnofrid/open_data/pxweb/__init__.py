"""Tables of the releases in the shape of PxWebAPI 2, which many programs read already."""
