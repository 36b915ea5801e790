package web

import (
	"net/url"
	"strconv"
)

// pageOf is the page of a long list that an address asks for, from 0 to most.
func pageOf(q url.Values, most int) int {
	page, _ := strconv.Atoi(q.Get("page"))
	return min(max(page, 0), most)
}

// turn cuts the rows of a page, of which one more than size was read, and returns the
// addresses of the pages before and after, "" for none.
func turn[T any](rows []T, page, size int, at func(page int) string) (shown []T, before, after string) {
	if page > 0 {
		before = at(page - 1)
	}
	if len(rows) > size {
		rows, after = rows[:size], at(page+1)
	}
	return rows, before, after
}
