//! Do the clauses of an hours phrase make one statement? Clauses to [`Hours`], or nothing when they contradict.

use super::clock::Span;

/// Days of the week, by days since Monday, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) first: u8,
    pub(super) last: u8,
}

/// A day on which it is closed, whatever else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Off {
    Weekday(u8),
    Holidays,
}

/// What a whole phrase says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hours {
    Always,
    Spans { days: Days, spans: Vec<Span>, off: Vec<Off> },
}

/// One thing said.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub(super) says: Says,
    pub(super) in_parentheses: bool,
}

/// What a clause says.
#[derive(Clone, Debug)]
pub(super) enum Says {
    /// Hours, and the days that they are for if it names any.
    Opening { days: Option<Days>, spans: Vec<Span> },
    /// Days off; `one_weekday` when it is no more than a weekday and a word for closed.
    Closing { off: Vec<Off>, one_weekday: bool },
    /// A break within the hours.
    Break(Span),
}

impl Clause {
    /// Whether it is clear without a separator where `before` ends and this begins.
    pub(super) fn reads_on_from(&self, before: &Clause) -> bool {
        if self.in_parentheses || before.in_parentheses {
            return true;
        }
        match (&before.says, &self.says) {
            (Says::Opening { .. }, Says::Closing { one_weekday, .. }) => *one_weekday,
            (Says::Closing { one_weekday, .. }, Says::Opening { days, .. }) => *one_weekday && days.is_some(),
            _ => false,
        }
    }
}

/// What the clauses so far have said.
#[derive(Default)]
pub(super) struct Told {
    opening: Option<(Option<Days>, Vec<Span>)>,
    pause: Option<Span>,
    off: Vec<Off>,
}

impl Told {
    /// Adds what a clause says; `None` when that has been said already.
    pub(super) fn add(&mut self, clause: &Clause) -> Option<()> {
        match &clause.says {
            Says::Opening { days, spans } => {
                // Hours for some days and other hours for others are often run together so that
                // which belong to which is a guess; as a class they are not read.
                let first = self.opening.is_none();
                self.opening = Some((*days, spans.clone()));
                first.then_some(())
            }
            Says::Break(span) => {
                let first = self.pause.is_none();
                self.pause = Some(*span);
                first.then_some(())
            }
            Says::Closing { off, .. } => {
                let new = off.iter().all(|day| !self.off.contains(day));
                self.off.extend(off);
                new.then_some(())
            }
        }
    }

    /// What all of it says together; `None` when there are no hours, or parts contradict each other.
    pub(super) fn agreed(self) -> Option<Hours> {
        let (days, mut spans) = self.opening?;
        let days = days.unwrap_or(Days { first: 0, last: 6 });
        if let Some(pause) = self.pause {
            spans = interrupted(&spans, pause)?;
        }
        // Open on one day, and closed on that very day.
        let contradicts = days.first == days.last && self.off.contains(&Off::Weekday(days.first));
        (in_order(&spans) && !contradicts).then_some(Hours::Spans { days, spans, off: self.off })
    }
}

/// Whether each span begins after the one before has ended; the last may pass midnight, but not into the first.
fn in_order(spans: &[Span]) -> bool {
    let apart = spans.iter().zip(spans.iter().skip(1)).all(|(one, next)| one.start < one.end && one.end < next.start);
    let wraps_clear = match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => last.start < last.end || spans.len() == 1 || last.end < first.start,
        _ => false,
    };
    apart && wraps_clear
}

/// Takes a pause out of the one span that it lies within.
fn interrupted(spans: &[Span], pause: Span) -> Option<Vec<Span>> {
    let within = |span: &Span| span.start < pause.start && pause.start < pause.end && pause.end < span.end;
    let around = spans.iter().position(within)?;
    let split = spans.iter().enumerate().flat_map(|(nth, span)| {
        if nth == around {
            vec![Span { start: span.start, end: pause.start }, Span { start: pause.end, end: span.end }]
        } else {
            vec![*span]
        }
    });
    Some(split.collect())
}
