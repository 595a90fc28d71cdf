"""What is true: the tables, their rules, and the changes that staff can make to them."""
