"""What the settings of an installation mean together."""

from pathlib import Path

import pytest
from flask import Flask

from matchmaker import config
from tests.conftest import new_client


@pytest.mark.parametrize(
    ("given", "finnish", "english"),
    [
        ({}, "Pohjois-Savon energiaklusteri", "Energy Cluster North Savo"),
        ({"CLUSTER_NAME": "Metalli"}, "Metalli", "Metalli"),
        ({"CLUSTER_NAME_FI": "Metalli"}, "Metalli", "Metalli"),
        ({"CLUSTER_NAME": "Metal", "CLUSTER_NAME_FI": "Metalli"}, "Metalli", "Metal"),
        ({"CLUSTER_NAME": ""}, "", ""),
    ],
)
def test_one_name_of_the_cluster_serves_both_languages(
    given: dict[str, str], finnish: str, english: str, tmp_path: Path
) -> None:
    environment = {"BASE_URL": "https://match.example.fi", **given}
    made = config.load({f"MATCHMAKER_{name}": value for name, value in environment.items()}, tmp_path)
    assert (made.cluster("fi"), made.cluster("en")) == (finnish, english)


def test_pages_name_the_cluster_in_the_readers_language(app: Flask) -> None:
    assert "Pohjois-Savon energiaklusteri" in new_client(app, "fi").get("/").text
    assert "Energy Cluster North Savo" in new_client(app, "en").get("/").text
