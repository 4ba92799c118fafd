//! Even division of a sequence of texts among meetings.

/// The ends (exclusive) of `parts` stretches of `weights` in order, none of them empty, with the least sum of squared
/// differences from the mean weight. A stretch of several weights exceeds `most` only where no division avoids it.
/// `parts` is at least 1 and at most the number of weights, where there are any.
///
/// By dynamic programming: the best division of the first `j` weights into `k` stretches extends a best one into
/// `k - 1`. For a given number of stretches the mean is fixed, so the sum of squares is least where that of the squared
/// differences is.
pub(crate) fn divide(weights: &[u64], parts: usize, most: Option<u64>) -> Vec<usize> {
    let count = weights.len();
    let parts = parts.clamp(1, count.max(1));
    if count == 0 {
        return Vec::new();
    }
    let mut sums = vec![0_u64];
    sums.extend(weights.iter().scan(0_u64, |sum, weight| {
        *sum += weight;
        Some(*sum)
    }));
    let mut costs: Vec<Option<u128>> = vec![None; count + 1];
    costs[0] = Some(0);
    let mut starts: Vec<Vec<usize>> = Vec::with_capacity(parts);
    for part in 1..=parts {
        let mut next = vec![None; count + 1];
        let mut from = vec![0; count + 1];
        for end in part..=count {
            let mut best: Option<u128> = None;
            for start in (part - 1..end).rev() {
                let weight = sums[end] - sums[start];
                let square = u128::from(weight).pow(2);
                // What begins earlier still is heavier.
                if best.is_some_and(|best| square > best) || end - start > 1 && most.is_some_and(|most| weight > most) {
                    break;
                }
                let Some(cost) = costs[start].map(|cost| cost + square) else { continue };
                if best.is_none_or(|best| cost < best) {
                    best = Some(cost);
                    from[end] = start;
                }
            }
            next[end] = best;
        }
        costs = next;
        starts.push(from);
    }
    if costs[count].is_none() {
        return divide(weights, parts, None);
    }
    let mut ends = vec![count];
    for from in starts[1..].iter().rev() {
        ends.push(from[ends[ends.len() - 1]]);
    }
    ends.reverse();
    ends
}

/// The fewest stretches of which none exceeds `most`, but for single weights that do.
pub(crate) fn fewest(weights: &[u64], most: u64) -> usize {
    let mut parts = 0;
    let mut room = None;
    for &weight in weights {
        room = room.and_then(|room: u64| room.checked_sub(weight));
        if room.is_none() {
            parts += 1;
            room = Some(most.saturating_sub(weight));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loads(weights: &[u64], parts: usize, most: Option<u64>) -> Vec<u64> {
        let mut start = 0;
        let ends = divide(weights, parts, most);
        let load = |end: usize| {
            let load = weights[start..end].iter().sum();
            start = end;
            load
        };
        ends.into_iter().map(load).collect()
    }

    #[test]
    fn the_last_meeting_is_no_leftover() {
        // One after the other up to 30, the last meeting would have 4 minutes.
        let weights = [10, 12, 8, 10, 11, 9, 4];
        assert_eq!(fewest(&weights, 30), 3);
        assert_eq!(loads(&weights, 3, Some(30)), [22, 18, 24]);
    }

    #[test]
    fn a_limit_is_kept_where_that_is_possible() {
        assert_eq!(fewest(&[5, 50, 5, 5], 10), 3);
        assert_eq!(loads(&[5, 50, 5, 5], 3, Some(10)), [5, 50, 10]);
        assert_eq!(loads(&[7, 7, 7], 1, Some(10)), [21]);
        assert_eq!(divide(&[], 3, None), Vec::<usize>::new());
        assert_eq!(divide(&[1, 1], 9, None), [1, 2]);
    }

    /// Every division, by brute force.
    fn least(weights: &[u64], parts: usize) -> u64 {
        if parts == 1 {
            return weights.iter().sum::<u64>().pow(2);
        }
        let rest = |end: usize| weights[..end].iter().sum::<u64>().pow(2) + least(&weights[end..], parts - 1);
        (1..=weights.len() + 1 - parts).map(rest).min().unwrap_or(0)
    }

    #[test]
    fn no_division_is_more_even() {
        let mut seed = 7_u64;
        for round in 0..200 {
            let mut next = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (seed >> 40) % 50
            };
            let weights: Vec<u64> = (0..1 + round % 9).map(|_| next()).collect();
            let parts = 1 + next() as usize % weights.len();
            let found: u64 = loads(&weights, parts, None).iter().map(|load| load.pow(2)).sum();
            assert_eq!(found, least(&weights, parts), "{weights:?} in {parts}");
        }
    }
}
