-- What a visit found and what came of it are keys wherever offices wrote a word or a phrase that means one; the words stay in the note.
-- Made anew and not updated in place: a table cannot be updated and changed in one transaction.

create table core_visits_keyed (
    uscc VARCHAR not null,
    visited_on DATE not null,
    visited_by VARCHAR not null,
    finding VARCHAR,
    outcome VARCHAR,
    note VARCHAR,
    received_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

insert into core_visits_keyed
with words (word, key) as (
    values
    ('情况属实', 'confirmed'), ('confirmed', 'confirmed'),
    ('部分属实', 'partly'), ('partly true', 'partly'),
    ('误报', 'false_alarm'), ('false alarm', 'false_alarm'),
    ('已解决', 'solved'), ('solved', 'solved'),
    ('已迁出', 'relocated_out'), ('moved out', 'relocated_out'),
    ('区内搬迁', 'relocated_within'), ('moved within the district', 'relocated_within'),
    ('已停业', 'closed'), ('closed', 'closed'),
    ('已恢复', 'recovered'), ('recovered', 'recovered'),
    ('退出名录', 'left_register'), ('left the register', 'left_register'),
    ('经营正常', 'normal'), ('business as usual', 'normal'),
    ('服务中', 'in_service'), ('being served', 'in_service')
),

-- What is denied or still to come (不属实, 未解决, 即将恢复) is not what was found.
stated as (
    select
        visits.*,
        finding_words.key as finding_word,
        outcome_words.key as outcome_word,
        case when finding_words.key is null
            then regexp_replace(finding, '[不未非没无待将拟难][^，。；、,;\s]{0,4}?(属实|误报|解决|恢复)', '', 'g')
        end as finding_text,
        case when outcome_words.key is null
            then regexp_replace(outcome, '[不未非没无待将拟难][^，。；、,;\s]{0,4}?(属实|误报|解决|恢复)', '', 'g')
        end as outcome_text
    from core_visits__event_enterprises as visits
    left join words as finding_words on lower(trim(visits.finding)) = finding_words.word
    left join words as outcome_words on lower(trim(visits.outcome)) = outcome_words.word
),

keyed as (
    select
        *,
        case
            when contains(finding_text, '部分属实') then 'partly'
            when contains(finding_text, '属实') then 'confirmed'
            when contains(finding_text, '误报') then 'false_alarm'
            when contains(finding_text, '解决') or contains(finding_text, '恢复') then 'solved'
        end as finding_phrase,
        case
            when contains(outcome_text, '部分属实') then 'partly'
            when contains(outcome_text, '属实') then 'confirmed'
            when contains(outcome_text, '误报') then 'false_alarm'
            when contains(outcome_text, '解决') or contains(outcome_text, '恢复') then 'solved'
        end as outcome_phrase
    from stated
)

select
    uscc,
    visited_on,
    visited_by,
    coalesce(finding_word, finding_phrase, finding) as finding,
    coalesce(
        outcome_word,
        outcome_phrase,
        outcome,
        case when finding_phrase <> 'solved' and (contains(finding_text, '解决') or contains(finding_text, '恢复')) then 'solved' end
    ) as outcome,
    nullif(
        concat_ws(
            '；',
            note,
            case when finding_phrase is not null then trim(finding) end,
            case when outcome_phrase is not null then trim(outcome) end
        ),
        ''
    ) as note,
    received_on,
    known_on,
    delivery_id,
    row_number
from keyed
order by uscc, visited_on, visited_by, known_on, delivery_id, row_number;

drop table core_visits__event_enterprises;
alter table core_visits_keyed rename to core_visits__event_enterprises;
