-- Figures as delivered for whole enterprises, the newest vintage of each; what is added up from bills and payments is in current_series.
create or replace view current_figures as from figures_as_of(date '9999-12-30')
