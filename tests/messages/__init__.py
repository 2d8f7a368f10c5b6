"""Tests of the words and their codes."""
