"""Assessments: deciding on them, following them until there is an outcome, and what is still waited for."""
