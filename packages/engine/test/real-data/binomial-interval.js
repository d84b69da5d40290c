/**
 * The interval of Clopper and Pearson at 95 % for a share, of which so many of so many were seen: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial
 * limits illustrated in the case of the binomial", Biometrika 26 (1934) 404–413.
 */
export function shareInterval(seen, of) {
    const low = seen === 0 ? 0 : halved((share) => 1 - atMost(seen - 1, of, share) < 0.025);
    const high = seen === of ? 1 : halved((share) => atMost(seen, of, share) > 0.025);
    return [low, high];
}
/** Where something ceases to hold between 0 and 1. */
function halved(holds) {
    let [low, high] = [0, 1];
    for (let step = 0; step < 60; step++) {
        const middle = (low + high) / 2;
        if (holds(middle))
            low = middle;
        else
            high = middle;
    }
    return low;
}
/** The probability of at most so many of so many. */
function atMost(most, of, share) {
    let [sum, term] = [0, (1 - share) ** of];
    for (let count = 0; count <= most; count++) {
        sum += term;
        term *= ((of - count) / (count + 1)) * (share / (1 - share));
    }
    return sum;
}
