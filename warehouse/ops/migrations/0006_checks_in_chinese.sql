-- What a check found is printed in Chinese bulletins; earlier verdicts say it in English alone.

alter table check_results add column observed_zh text not null default '';
