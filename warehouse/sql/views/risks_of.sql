-- Both risks of every enterprise in one month: risks_of('2026-10').
create or replace macro risks_of(list_month) as table (from risks where month = list_month)
