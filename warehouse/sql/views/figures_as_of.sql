-- Figures as delivered and known on a day, the vintage that counted then: figures_as_of(date '2026-11-16'). Without what is set aside or taken
-- back, without enterprises that the register did not name by then, and without locked channels.
create or replace macro figures_as_of(as_of_day) as table (
    with
    register as (
        from ({core_register__event_enterprises})
    ),
    vintages as (
        from ({core_observations__monthly_enterprises})
    ),
    named as (
        -- Nine characters are an organisation code: the credit code that contains it is meant.
        select coalesce(r.uscc, v.uscc) as uscc, v.* exclude (uscc)
        from vintages v
        left join register r on length(v.uscc) = 9 and substr(r.uscc, 9, 9) = v.uscc
        where v.known_on <= as_of_day and v.known_until > as_of_day and v.value is not null
    ),
    one_each as (
        select *
        from named
        semi join register using (uscc)
        -- Who is reported under both codes is reported twice; what became known later stands.
        qualify row_number() over (partition by uscc, indicator, period, basis order by known_on desc, delivery_id desc) = 1
    )
    select f.uscc, r.name, f.indicator, f.period, f.basis, f.value, f.covers_months, f.same_period_last_year, f.known_on, f.is_nominal_known,
        coalesce(f.channel, c.channel) as channel
    from one_each f
    join register r using (uscc)
    -- Where nothing is known of a channel, nothing is shown.
    join schema_channels c on c.indicator = f.indicator
    where not list_contains(c.locked, coalesce(f.channel, c.channel))
    order by f.uscc, f.indicator, f.period, f.basis
)
