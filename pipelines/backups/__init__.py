"""Backups of a home: what is kept, made, verified and put back.

In: files of a home and of a folder of backups, and the rule how long backups are kept. Out: copies of the databases (warehouse), and when
a backup is made (schedules).
"""
