"""Dash: the shell, the routes and one module per page that turns a view into a component tree."""
