"""The districts of a fictional country are told apart by everything a reader could take for a key."""

import pytest

from pipelines.demo.fictional_places import MOST_DISTRICTS, place_of

PLACES = [place_of(number) for number in range(1, MOST_DISTRICTS + 1)]


def test_no_two_districts_share_a_name_a_code_a_mailbox_or_the_beginning_of_company_names():
    for key in ("name", "region_code", "mail_domain", "unit"):
        assert len({getattr(place, key) for place in PLACES}) == MOST_DISTRICTS, key
    beginnings = [word for place in PLACES[1:] for word, _ in place.prefixes]
    assert len(set(beginnings)) == 2 * (MOST_DISTRICTS - 1)


def test_the_first_is_the_district_of_every_demonstration():
    assert PLACES[0].name == "坪山区"
    assert PLACES[0].region_code == "440310"


def test_a_made_up_district_lies_in_no_province():
    # The first two digits of real codes go up to 82 (GB/T 2260).
    assert all(place.region_code.startswith("99") and len(place.region_code) == 6 for place in PLACES[1:])
    assert all(place.mail_domain.endswith(".example.org") for place in PLACES[1:])


def test_every_district_has_streets_of_its_own_with_parks_and_weights():
    for place in PLACES[:50]:
        names = [street for street, _, _ in place.streets]
        assert len(set(names)) == len(names) >= 4
        assert all(parks for _, _, parks in place.streets)
        assert sum(weight for _, weight, _ in place.streets) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("number", [0, MOST_DISTRICTS + 2])
def test_a_number_outside_is_refused_with_what_is_possible(number):
    with pytest.raises(ValueError, match="at most 3000 districts"):
        place_of(number)
