-- Why each enterprise stood on one month's list, as codes and numbers: reasons_of('2026-10').
create or replace macro reasons_of(list_month) as table (
    select w.rank, r.* exclude (month)
    from out_reasons__monthly_enterprises r
    join lists w on w.uscc = r.uscc and w.month = strftime(r.month, '%Y-%m')
    left join schema_channels c on c.indicator = r.indicator
    where w.month = list_month and (r.indicator is null or not list_contains(c.locked, c.channel))
    order by w.rank, r.place, r.part
)
