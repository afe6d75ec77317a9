"""The 48 indicators once more, from the offices' files by pandas alone: what the project's own figures are held against.

Headers, keys, rules and windows are written down here as the offices know them. Nothing of the project is imported.
"""
