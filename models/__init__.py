"""The tables, the rules that keep them true, and the changes that staff can make to them."""
