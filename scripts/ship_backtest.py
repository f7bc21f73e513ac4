"""Put measured back-test figures into the package: `ship_backtest.py scores.json YYYY-MM-DD`."""

import json
import sys
from pathlib import Path

from qaraul.forecasting.own import VERSION

TARGET = Path(__file__).resolve().parent.parent / "src/qaraul/forecasts/data/backtest.json"
MODELS = ("qaraul", "zero", "last", "poisson_last", "conflictology_12", "negative_binomial")
KEPT = (
    "crps", "log_score", "interval_score", "brier_at_least_1", "brier_at_least_25",
    "coverage_50_active", "coverage_90_active", "onset_auc",
)  # fmt: skip


def main(file: Path, measured_on: str) -> None:
    """Keep the means of each model, and of ours the mean CRPS of each window."""
    scores = json.loads(file.read_text(encoding="utf-8"))
    models = scores["models"]
    shipped = {
        "model": "qaraul",
        "version": VERSION,
        "measured_on": measured_on,
        "years": [window["year"] for window in scores["windows"]],
        **{name: scores[name] for name in ("cells", "active_cells", "events", "onsets")},
        "models": {m: {name: models[m]["all"][name] for name in KEPT} for m in MODELS},
        "by_window": {
            m: {year: one["crps"] for year, one in models[m]["by_window"].items()} for m in MODELS
        },
    }
    TARGET.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
