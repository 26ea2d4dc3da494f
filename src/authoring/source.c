#include "authoring/source.h"
