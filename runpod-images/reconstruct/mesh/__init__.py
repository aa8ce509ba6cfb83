"""A watertight mesh of the part from its points and from what was seen to be free."""
