"""The tables of the Education Support Plan: the plan, what it works towards, what is provided, and what was signed."""
