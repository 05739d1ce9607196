#include "CCharon.h"
