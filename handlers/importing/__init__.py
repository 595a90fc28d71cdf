"""Importing files of a school system in Slack: checked first, and saved when somebody says so."""

from handlers.importing import files, headings

CAPABILITIES = (files.CAPABILITY, headings.CAPABILITY)
