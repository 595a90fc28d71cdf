"""How Halfterm runs."""
