//! The English sentences of a review of cases.

use super::Texts;

pub(super) const TEXTS: Texts = Texts {
    read_of: "{read} of {of} cases have been read ({share}).",
    read: "{read} cases have been read.",
    read_listed: "{read} of the {of} cases on the list have been read ({share}). There are {population} cases in all.",
    waiting: "The answers are shown when the round is closed.",
    all: "All cases",
    municipality: "Municipality",
    listed: "On the list",
    read_column: "Read",
    remaining: "Left",
    share_read: "Share read",
    population: "Cases in all",
    progress: "How far have we come?",
    progress_table: "Cases read in each municipality",
    results: "What do the cases show?",
    no_answers: "No case has an answer to the question.",
    option: "{answer}: {count} of {n} cases ({share}).",
    most: "Most often: {answer}, {count} of {n} cases ({share}).",
    finite: "With 95% confidence the share among all {population} cases lies between {low} and {high}, if the other cases are like those that could be assessed.",
    finite_whole: "All cases have been read, so the figure holds for all of them.",
    infinite: "Uncertainty: {low} to {high}.",
    mean: "On average {mean} in {n} cases.",
    answer: "Answer",
    cases: "Cases",
    count: "Count",
    out_of: "Out of",
    share: "Share",
    of_all: "Share of all {population} cases",
    interval: "95% interval",
    missing: "Outside the percentage: ",
    group: "Cases from",
    by_group: "By group",
    conditional: "The question was asked in some of the cases only. How many cases it concerns in all is not known, so the interval is \
                  computed as if there were endlessly many.",
    unknown: "How many cases there are in all is not known, so the interval is computed as if there were endlessly many.",
    more: "More cases were read than there should be in all. Correct the number of cases before the interval can be computed.",
    second: "Do two readers agree?",
    second_read: "{cases} cases were read by more than one.",
    second_few: "Too few cases were read by more than one to say whether the readers agree.",
    second_waiting: "It is shown when both rounds are closed.",
    second_about: "All cases that at least two have read count. \"Cannot be assessed\", an empty answer and a question that the reader did not reach \
                   are answers of their own. Kappa is 1 when the readers agree fully, and 0 when they agree no more than by chance.",
    question: "Question",
    same: "Same answer",
    kappa: "Cohen's kappa",
    alpha: "Krippendorff's alpha",
    one_category: "only one answer used",
    method: "Method",
    method_text: "The share is of the cases that have an answer. Answers like \"Cannot be assessed\" are not in the percentage, but stand \
                  beside it. The interval for all cases is 95% and rests on the hypergeometric distribution (Buonaccorsi 1987) up to 1,000 \
                  cases, beyond that on Wilson's interval with a correction for a finite population. Where the number of cases in all is \
                  not known, Wilson's interval is shown. It takes for granted that the cases read were not chosen for what they show.",
    method_second: "The share of same answers has Wilson's interval. Kappa is Cohen's without weights, with the interval of Fleiss, Cohen \
                    and Everitt (1969). Alpha is Krippendorff's (2011) for answers without an order, for more readers than two.",
    only_from: "Distributions are shown from {minimum} cases. What is not shown cannot be computed from the rest either.",
};
