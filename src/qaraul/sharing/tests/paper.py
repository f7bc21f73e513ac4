"""A marked record for these tests alone, with a table that the fixture `paper_table` makes."""

from qaraul.members.models import Organisation
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience, Marked


class Paper(Marked):
    """The least that can be released."""

    class Meta:
        app_label = "sharing"
        managed = False
        db_table = "sharing_test_paper"

    def get_absolute_url(self) -> str:
        """A page that is not there."""
        return f"/paper/{self.pk}/"


def persons_needed(tlp: TLP) -> int:
    """Two for the public, one for everybody else."""
    return 2 if tlp == TLP.CLEAR else 1


def paper(origin: Organisation, tlp: TLP, audience: Audience | None, **fields: object) -> Paper:
    """A paper, released unless the fields say otherwise."""
    return Paper.objects.create(
        origin=origin, tlp=tlp, audience=audience, **{"stage": Stage.RELEASED, **fields}
    )
