"""The browser game: a race, a designer's table and a theatre of brains, served to a page on this machine.

``server`` starts it; ``messages`` says what page and server tell each other; ``race`` is the race itself.
"""
