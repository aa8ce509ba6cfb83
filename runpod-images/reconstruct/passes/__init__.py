"""How a part was turned between two passes, told by its surface and what is drawn on it."""
