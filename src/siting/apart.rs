//! Can so many candidates be chosen that no two are too near? A search for an independent set, the least hindering first.

use super::conflicts::Conflicts;
use super::patience::Patience;

/// Whether there are so many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Apart {
    /// These are.
    Found(Vec<u32>),
    /// It is proven that there are not.
    None,
    /// The search was ended.
    Unknown,
}

/// Seeks `count` candidates of some that may all be chosen.
pub(super) fn apart(of: &[u32], count: usize, conflicts: &Conflicts, patience: &Patience) -> Apart {
    seek(of.to_vec(), count, conflicts, patience)
}

fn seek(mut of: Vec<u32>, count: usize, conflicts: &Conflicts, patience: &Patience) -> Apart {
    let mut found = Vec::new();
    loop {
        if found.len() >= count {
            return Apart::Found(found);
        }
        patience.spend(of.len() + 1);
        if patience.is_over() {
            return Apart::Unknown;
        }
        let need = count - found.len();
        if most_apart(&of, conflicts) < need {
            return Apart::None;
        }
        let hindered = |one: u32| of.iter().filter(|other| conflicts.forbid(one, **other)).count();
        let Some((hinders, one)) = of.iter().map(|one| (hindered(*one), *one)).min() else { return Apart::None };
        let without: Vec<u32> =
            of.iter().copied().filter(|other| *other != one && !conflicts.forbid(one, *other)).collect();
        if hinders <= 1 {
            // Some largest choice contains whoever hinders one other at most.
            found.push(one);
            of = without;
            continue;
        }
        return match seek(without, need - 1, conflicts, patience) {
            Apart::Found(more) => {
                found.push(one);
                found.extend(more);
                Apart::Found(found)
            }
            Apart::Unknown => Apart::Unknown,
            Apart::None => {
                of.retain(|other| *other != one);
                match seek(of, need, conflicts, patience) {
                    Apart::Found(more) => {
                        found.extend(more);
                        Apart::Found(found)
                    }
                    other => other,
                }
            }
        };
    }
}

/// No more than this can be chosen: one of each of some groups within which all hinder each other.
fn most_apart(of: &[u32], conflicts: &Conflicts) -> usize {
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for one in of {
        match groups.iter_mut().find(|group| group.iter().all(|other| conflicts.forbid(*one, *other))) {
            Some(group) => group.push(*one),
            None => groups.push(vec![*one]),
        }
    }
    groups.len()
}
