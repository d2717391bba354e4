"""Tasks: what an agent senses, what it is paid for, when its episode ends; and the environment made of them.

Importing this package registers every task of the content with Gymnasium.
"""

from clamber.tasks.registration import register_tasks

register_tasks()
