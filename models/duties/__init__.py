"""What is owed, whatever it is: what each kind of duty is, when it is due, and how it passes from hand to hand."""
