//! Published tables read as counts, and their faults with line and column.

use super::*;
use crate::import::test_house::{trials, version};
use crate::language::Language;

fn read(text: &str) -> Result<Counts, String> {
    let lines = |faults: Vec<Fault>| faults.iter().map(|fault| fault.line(Language::En)).collect::<Vec<_>>().join("\n");
    counts("c.csv", text.as_bytes(), &version(), &trials()).map_err(lines)
}

fn of(counts: &Counts, municipality: Option<&str>, item: &str) -> Vec<(i64, u64)> {
    let cell: Cell = municipality.iter().map(|key| (MUNICIPALITY.to_owned(), (*key).to_owned())).collect();
    counts.rows.iter().filter(|(of, key, ..)| *of == cell && key == item).map(|(_, _, code, count)| (*code, *count)).collect()
}

#[test]
fn a_published_table_becomes_counts_that_add_up_to_the_responses() {
    let table = "question,choice,count,shown\nused,Aldrig,10,\nused,2,28,\nused,not-answered,2,\n\
        extent,I høj grad,14,\nextent,98,3,\neffects.quality,1,9,25\ncolours/1,1,1,\n";
    assert!(read(table).is_err());
    let read = read(&table.replace("colours/1,1,1,\n", "colours,Rød,12,20\ncolours,2,15,20\ncolours,none,1,20\n")).unwrap();
    assert_eq!(read.responses.values().copied().collect::<Vec<_>>(), [40]);
    assert_eq!(of(&read, None, "used"), [(code::NOT_ANSWERED, 2), (1, 10), (2, 28)]);
    // A question with a condition was shown to those who answered it, unless the table says more.
    assert_eq!(of(&read, None, "extent"), [(code::NOT_SHOWN, 23), (3, 14), (98, 3)]);
    assert_eq!(of(&read, None, "effects.quality"), [(code::NOT_SHOWN, 15), (code::NOT_ANSWERED, 16), (1, 9)]);
    let ticks = [(code::ANSWERED, 20), (code::NOT_SHOWN, 20), (crate::questionnaire::NONE, 1), (1, 12), (2, 15)];
    assert_eq!(of(&read, None, "colours"), ticks);
    assert_eq!(of(&read, None, "words"), [(code::NOT_SHOWN, 40)]);
}

#[test]
fn counts_by_municipality_stay_apart() {
    let read = read("question;choice;count;municipality\nused;1;3;Thisted\nused;2;4;thisted\nused;1;5;Brønderslev\n").unwrap();
    assert_eq!(of(&read, Some("thisted"), "used"), [(1, 3), (2, 4)]);
    assert_eq!(of(&read, Some("broenderslev"), "used"), [(1, 5)]);
    assert_eq!(read.responses.values().copied().collect::<Vec<_>>(), [5, 7]);
}

#[test]
fn faults_of_a_table_name_line_and_column() {
    insta::assert_snapshot!(read("question,choice,count,shown\nusde,1,3,\nused,7,3,\nused,1,-3,\nused,1,3,2\nused,1,4,2\nused,2,1,9\nhours,7,1,\ncolours,1,4,\n").err().unwrap(), @r#"
    c.csv:2:1: 'usde' is not among the choices of 'question'. Write one of these values or its label: colours, effects.quality, effects.speed, extent, hours, more, order, since, used, words.
    c.csv:3:6: '7' is not among the choices of 'used'. Write one of these values or its label: 1, 2, other.
    c.csv:4:8: 'count' must be a whole number from 0.
    c.csv:5:10: 'shown' is less than the 5 that are counted. Change it to how many were asked the question.
    c.csv:6:6: The same choice as on line 5. Add the two rows up.
    c.csv:7:10: 'shown' is not what it is on line 5. It must be the same for all choices of a question.
    c.csv:8:7: The question 'hours' cannot come in as counts; only questions with choices can.
    c.csv:9:1: 'shown' is needed for 'colours': where several choices may be ticked, counts do not say how many answered.
    "#);
    insta::assert_snapshot!(read("question,antal\nused,3\n").err().unwrap(), @r#"
    c.csv:1:10: The column 'antal' is unknown. Change it to one of question, choice, count, shown, municipality, team, or delete it.
    c.csv:1:1: The column 'choice' is missing.
    c.csv:1:1: The column 'count' is missing.
    "#);
}
