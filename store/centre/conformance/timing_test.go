package conformance_test
import ("testing";"time";"fmt";"xiaochuang/store/centre/conformance")
func TestTiming(t *testing.T){
 s:=newStreet(t,nil,nil); last:=time.Now()
 conformance.Run(t.Context(), s.target(2), func(r conformance.Result){ d:=time.Since(last); last=time.Now(); if d>25*time.Millisecond {fmt.Println(r.ID,d)}})
}
