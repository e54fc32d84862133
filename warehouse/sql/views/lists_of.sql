-- One month's list: lists_of('2026-10').
create or replace macro lists_of(list_month) as table (from lists where month = list_month)
