package main

import (
	"context"
	"fmt"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

// Where a kind is found. The clients for all kinds take minutes to build.
var groups = map[string]struct {
	path    string
	version schema.GroupVersion
	add     func(*runtime.Scheme) error
}{
	"pods":            {"/api", core.SchemeGroupVersion, core.AddToScheme},
	"namespaces":      {"/api", core.SchemeGroupVersion, core.AddToScheme},
	"networkpolicies": {"/apis", networking.SchemeGroupVersion, networking.AddToScheme},
}

// Returns what tells all objects of the kind, once they are known; a change of them is said.
func watch[T any](ctx context.Context, config *rest.Config, kind string, changed chan<- struct{}) (func() []*T, error) {
	group, scheme := groups[kind], runtime.NewScheme()
	if err := group.add(scheme); err != nil {
		return nil, err
	}
	its := rest.CopyConfig(config)
	its.APIPath, its.GroupVersion = group.path, &group.version
	its.NegotiatedSerializer = serializer.NewCodecFactory(scheme).WithoutConversion()
	client, err := rest.RESTClientFor(its)
	if err != nil {
		return nil, err
	}
	object, ok := any(new(T)).(runtime.Object)
	if !ok {
		return nil, fmt.Errorf("%s are no objects of the API", kind)
	}
	informer := cache.NewSharedInformer(cache.NewListWatchFromClient(client, kind, "", fields.Everything()), object, 0)
	say := func() {
		select {
		case changed <- struct{}{}:
		default: // it is said already
		}
	}
	if _, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { say() },
		UpdateFunc: func(any, any) { say() },
		DeleteFunc: func(any) { say() },
	}); err != nil {
		return nil, err
	}
	go informer.Run(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		return nil, fmt.Errorf("%s cannot be watched", kind)
	}
	return func() []*T {
		all := []*T{}
		for _, one := range informer.GetStore().List() {
			all = append(all, one.(*T))
		}
		return all
	}, nil
}
