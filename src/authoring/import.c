#include "authoring/import.h"
