-- The comparable monthly figures a published month was judged by, those added up from bills and payments among them, with what was expected:
-- series_of('2026-10').
create or replace macro series_of(run_month) as table (
    select s.uscc, s.indicator, s.period, s.value, s.flags, s.growth_base, s.expected, s.lo_80, s.hi_80, s.lo_95, s.hi_95
    from feat_series__monthly_enterprises s
    join schema_channels c using (indicator)
    where strftime(s.month, '%Y-%m') = run_month and not list_contains(c.locked, c.channel)
        and s.month in (select month from out_briefings__monthly_editions)
    order by s.uscc, s.indicator, s.period
)
