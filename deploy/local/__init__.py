"""Runs the product and its tests on servers that come with the environment."""
