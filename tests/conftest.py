"""What every test may ask for."""

pytest_plugins = ("tests.required", "tests.databases")  # in the order in which they import each other
