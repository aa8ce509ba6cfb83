"""Small chamfers and roundings: measured at every edge of the sharp solid, and put back by the kernel."""
