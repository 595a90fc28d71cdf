"""How a placement ends: leaving with what it owes, a referral that is withdrawn or declined, and coming back."""
