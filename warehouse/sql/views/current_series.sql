-- The comparable monthly figures of the newest published month.
create or replace view current_series as
from series_of((select strftime(max(month), '%Y-%m') from out_briefings__monthly_editions))
