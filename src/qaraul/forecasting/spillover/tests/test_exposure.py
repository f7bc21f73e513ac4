"""Events beyond the border: by distance, by age, through crossings; hand-computed and as laws."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from qaraul.forecasting.spillover import Bands, Gates, Happenings, exposure, scaled_to_own_past

KM = 1 / 111.195  # degrees of latitude in a kilometre
HOME = shapely.box(0, -1, 1, 0)  # its northern border is the equator
BANDS = Bands()


def events(*places: tuple[float, float, str, float]) -> Happenings:
    lon, lat, state, day = zip(*places, strict=True)
    return Happenings(
        np.array(lon), np.array(lat), np.array(state), np.array(day), np.ones(len(places))
    )


@pytest.mark.parametrize(
    ("km", "band", "total"), [(10, 0, 1.0), (50, 1, 0.5), (120, 2, 0.25), (160, None, 0.0)]
)
def test_an_event_of_today_counts_by_its_distance(
    km: float, band: int | None, total: float
) -> None:
    found = exposure([HOME], ["AA"], events((0.5, km * KM, "BB", 100.0)), [100])
    assert found.total[0, 0] == pytest.approx(total)
    if band is not None:
        assert found.by_band[0, band, 0] == 1


def test_an_event_halves_with_every_half_life_and_counts_for_nothing_before() -> None:
    found = exposure([HOME], ["AA"], events((0.5, 10 * KM, "BB", 100.0)), [99, 100, 130, 160])
    assert found.total[0] == pytest.approx([0, 1, 0.5, 0.25])


def test_an_event_at_home_is_no_spill_over() -> None:
    assert exposure([HOME], ["AA"], events((0.5, 10 * KM, "AA", 100.0)), [100]).total.sum() == 0


def test_an_event_without_a_place_is_left_out() -> None:
    assert exposure([HOME], ["AA"], events((np.nan, np.nan, "BB", 1.0)), [1]).total.sum() == 0


def test_a_crossing_brings_what_happens_at_its_far_side() -> None:
    far = events((0.5, 40 * KM, "BB", 100.0))
    gates = Gates(np.array([0.5]), np.array([0.0]), np.array([[0, -1]]))
    with_gate = exposure([HOME], ["AA"], far, [100], gates=gates)
    without = exposure([HOME], ["AA"], far, [100])
    assert with_gate.through_gates[0, 0] == 1
    assert with_gate.total[0, 0] - without.total[0, 0] == pytest.approx(BANDS.gate_weight)


@given(
    st.lists(
        st.tuples(
            st.floats(-2, 3), st.floats(-2, 3), st.sampled_from(["AA", "BB"]), st.floats(0, 99)
        ),
        min_size=1,
        max_size=12,
    )
)
def test_one_more_event_never_lowers_the_exposure(
    places: list[tuple[float, float, str, float]],
) -> None:
    fewer = exposure([HOME], ["AA"], events(*places[:-1], (9.0, 9.0, "BB", 0.0)), [100]).total
    assert (exposure([HOME], ["AA"], events(*places), [100]).total >= fewer - 1e-12).all()


def test_the_scale_is_the_areas_own_past_and_never_looks_ahead() -> None:
    assert scaled_to_own_past([[2.0, 4.0, 1.0]]).tolist() == [[100.0, 100.0, 25.0]]
    assert scaled_to_own_past([[0.5]], least=2.0).tolist() == [[25.0]]
    with pytest.raises(ValueError, match="missing or negative"):
        scaled_to_own_past([[-1.0]])


@pytest.mark.parametrize(
    "wrong",
    [
        {"limits_km": (25.0,), "weights": (1.0, 0.5)},
        {"limits_km": (75.0, 25.0), "weights": (1.0, 0.5)},
        {"half_life_days": 0.0},
    ],
)
def test_bands_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"band|half-life"):
        Bands(**wrong)  # type: ignore[arg-type]


def test_lengths_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="do not match"):
        exposure([HOME], [], events((0, 0, "BB", 0.0)), [1])
