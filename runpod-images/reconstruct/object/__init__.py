"""The part apart from table, mat, hand and clutter."""
