"""Reading: what a file may look like, and what each mistake is told as."""

from pathlib import Path

import numpy as np
import pytest

from kvinnofrid.disclosure.errors import TableError, TooLargeError
from kvinnofrid.disclosure.reading import Wanted, read_known, read_table

AREA = "child,parent\nm1,A\nm2,A\nm3,B\nA,Total\nB,Total\n"


def saved(folder: Path, text: str, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_counts_are_read_with_commas_or_semicolons_and_missing_cells_are_zero(
    tmp_path: Path,
) -> None:
    for text in ("a,b,n\nx,p,3\ny,q,4\n", "\ufeffa;b;n\nx;p;3\n\ny;q;4\n"):
        table = read_table(saved(tmp_path, text), Wanted({"a": [], "b": []}, "n"))
        assert table.counts.tolist() == [[3, 0], [0, 4]]


def test_without_a_count_every_row_is_a_person(tmp_path: Path) -> None:
    path = saved(tmp_path, "a,id\nx,1\nx,2\ny,3\n")
    table = read_table(path, Wanted({"a": []}, record="id", secret="s"))
    assert table.counts.tolist() == [2, 1]
    assert table.keys is not None
    assert (table.keys > 0).all()


def test_levels_and_overlapping_groups_come_from_files(tmp_path: Path) -> None:
    area = saved(tmp_path, AREA, "area.csv")
    group = saved(tmp_path, "child,parent\nm1,g\nm3,g\nm2,h\ng,Total\nh,Total\n", "group.csv")
    path = saved(tmp_path, "area,n\nm1,5\nm2,6\nm3,7\n")
    table = read_table(path, Wanted({"area": [area, group]}, "n"))
    assert table.dimensions[0].leaves == ("m1", "m2", "m3")
    assert len(table.dimensions[0].hierarchies) == 2


def test_sums_in_the_file_are_held_against_the_cells(tmp_path: Path) -> None:
    area = saved(tmp_path, AREA, "area.csv")
    right = "area,b,n\nm1,p,5\nm2,p,6\nA,p,11\nTotal,Total,11\n"
    table = read_table(saved(tmp_path, right), Wanted({"area": [area], "b": []}, "n"))
    assert table.counts.sum() == 11
    with pytest.raises(TableError, match=r"rad 4.*A / p är 12, men delarnas summa är 11"):
        read_table(
            saved(tmp_path, right.replace("A,p,11", "A,p,12")),
            Wanted({"area": [area], "b": []}, "n"),
        )


def test_the_largest_contributors_are_added_up_in_every_cell(tmp_path: Path) -> None:
    path = saved(tmp_path, "a,u,n\nx,1,5\nx,2,6\ny,1,7\n")
    table = read_table(path, Wanted({"a": []}, "n", contributor="u"))
    assert table.largest is not None
    assert table.largest.tolist() == [12, 6, 7]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "filen är tom"),
        ("a,b,n\n", "inga rader"),
        ("a,n\nx,1\n", "kolumnen b saknas"),
        ("a,b,n,n\nx,p,1,1\n", "kolumnen n finns två gånger"),
        ("a,b,n\nx,p\n", r"csv, rad 2: raden har 2 fält, rubriken 3 Rätta raden; fält med komma"),
        ("a,b,n\nx,,1\n", r"csv, rad 2: koden i kolumnen b saknas Skriv en kod, till exempel"),
        ("a,b,n\nx,p,-1\n", r"csv, rad 2: antalet -1 är negativt Antal personer ska vara 0"),
        ("a,b,n\nx,p,\n", r"csv, rad 2: antalet saknas Skriv 0 om ingen finns, eller ta bort"),
        ("a,b,n\nx,p,1.5\n", r"csv, rad 2: antalet 1.5 är inget heltal Skriv ett heltal från 0"),
        (
            "a,b,n\nx,p,1\nx,p,2\n",
            r"csv, rad 3: cellen x / p finns redan på rad 2 Slå ihop raderna till en\.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(TableError, match=said):
        read_table(saved(tmp_path, text), Wanted({"a": [], "b": []}, "n"))


def test_a_person_in_a_sum_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="kod för en summa"):
        read_table(saved(tmp_path, "a,b\nx,p\nTotal,p\n"), Wanted({"a": [], "b": []}))


def test_a_file_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"none.csv: filen går inte att läsa .* Kontrollera sökv"):
        read_table(tmp_path / "none.csv", Wanted({"a": []}))
    path = tmp_path / "latin.csv"
    path.write_bytes("a\nå\n".encode("latin-1"))
    with pytest.raises(TableError, match="inte UTF-8"):
        read_table(path, Wanted({"a": []}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x,y\nm1,Total\n", "De ska heta child,parent"),
        ("child,parent\n", "filen har inga rader"),
        ("child,parent\nm1,\n", "en rad saknar kod"),
        ("child,parent\nm1,Total\nTotal,m1\n", "Total har en överordnad"),
        ("child,parent\nm1,A\nm1,Total\nA,Total\n", "m1 har två överordnade: A och Total"),
        ("child,parent\nm1,A\nA,B\nB,A\n", "koderna går runt: A"),
        ("child,parent\nm1,A\n", "A är överordnad m1 men saknar egen rad"),
        ("child,parent\nm2,A\nA,Total\n", "koden m1 finns i data men är inte en minsta kod"),
    ],
)
def test_a_hierarchy_that_is_not_whole_is_refused(text: str, said: str, tmp_path: Path) -> None:
    area = saved(tmp_path, text, "area.csv")
    with pytest.raises(TableError, match=said):
        read_table(saved(tmp_path, "area,n\nm1,5\n"), Wanted({"area": [area]}, "n"))


def test_overlapping_groups_must_have_the_same_leaves_and_meanings(tmp_path: Path) -> None:
    area = saved(tmp_path, AREA, "area.csv")
    data = saved(tmp_path, "area,n\nm1,5\n")
    short = saved(tmp_path, "child,parent\nm1,g\nm2,g\ng,Total\n", "short.csv")
    with pytest.raises(TableError, match=r"koden m3 är minsta nivå i en av filerna"):
        read_table(data, Wanted({"area": [area, short]}, "n"))
    other = saved(tmp_path, AREA.replace("m2,A", "m2,B"), "other.csv")
    with pytest.raises(TableError, match=r"koden A omfattar inte samma minsta"):
        read_table(data, Wanted({"area": [area, other]}, "n"))


def test_too_many_cells_are_refused_on_reading(tmp_path: Path) -> None:
    text = "a,b,n\n" + "".join(f"x{i},y{i},1\n" for i in range(400))
    with pytest.raises(TooLargeError, match="160801 celler"):
        read_table(saved(tmp_path, text), Wanted({"a": [], "b": []}, "n"))


def test_an_earlier_release_is_its_published_cells(tmp_path: Path) -> None:
    text = "a,value,status\nx,,hidden\ny,7,published\nTotal,10,published\n"
    known = read_known(saved(tmp_path, text), ["a", "b"])
    assert known.dimensions == ("a",)
    assert known.cells == {("y",): 7, ("Total",): 10}
    with pytest.raises(
        TableError, match=r"csv: filen är ingen utgåva Den ska ha dimensionernas kol"
    ):
        read_known(saved(tmp_path, "a,n\nx,1\n"), ["a"])
    with pytest.raises(TableError, match="kolumnen c hör inte till"):
        read_known(saved(tmp_path, "a,c,value\nx,1,1\n"), ["a"])


def test_a_leaf_without_data_counts_zero(tmp_path: Path) -> None:
    area = saved(tmp_path, AREA, "area.csv")
    table = read_table(saved(tmp_path, "area,n\nm1,5\n"), Wanted({"area": [area]}, "n"))
    assert np.array_equal(table.counts, [5, 0, 0])
